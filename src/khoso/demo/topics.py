"""What a commune wrote about between 1987 and 2024: matters, and sentences that may be said of each.

Slots: `{xa}` `{huyen}` `{nam}` `{truoc}` `{ngay}` `{thon}` `{ten}`, `{so:5-90}` a number, `{tien:5-400}` an amount in
millions of đồng.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """One matter. `works` are verb phrases that fit after "về việc"; `goods` are (name, unit, low, high, price)."""

    heading: str
    office: str
    title: str
    retention: str
    works: tuple[str, ...]
    contract: str
    facts: tuple[str, ...]
    tasks: tuple[str, ...]
    troubles: tuple[str, ...]
    goods: tuple[tuple[str, str, int, int, int], ...]


TOPICS = (
    Topic(
        "VP",
        "Tài chính - Kế hoạch",
        "Hồ sơ về việc mua sắm xe mô tô và phương tiện làm việc của Ủy ban nhân dân xã {xa} năm {nam}",
        "05",
        ("mua xe mô tô", "mua sắm phương tiện làm việc", "thanh lý xe mô tô cũ", "quản lý, sử dụng xe mô tô công"),
        "mua bán xe mô tô",
        (
            "Hiện nay cơ quan chỉ có {so:1-3} xe mô tô được cấp từ nhiều năm trước, máy móc đã xuống cấp, thường xuyên "
            "hư hỏng giữa đường và tốn nhiều chi phí sửa chữa.",
            "Địa bàn xã rộng, gồm {so:6-14} thôn, đường vào các thôn ở xa phần lớn là đường đất, mùa mưa lầy lội, việc "
            "đi lại của cán bộ gặp nhiều khó khăn.",
            "Trong năm {truoc}, cán bộ xã đã đi kiểm tra cơ sở {so:60-180} lượt nhưng phần lớn phải dùng xe cá nhân.",
            "Theo biên bản kiểm kê tài sản ngày {ngay}, hai xe mô tô hiện có đã khấu hao hết, không còn bảo đảm an "
            "toàn khi tham gia giao thông.",
            "Đơn giá dự kiến của một xe mô tô dung tích 110 phân khối, kể cả lệ phí trước bạ và đăng ký, là "
            "{tien:16-32} đồng.",
            "Nguồn kinh phí mua sắm được cân đối từ ngân sách xã và phần hỗ trợ của ngân sách huyện trong dự toán năm "
            "{nam}.",
        ),
        (
            "Lập hồ sơ mua sắm, lấy báo giá của ít nhất ba cửa hàng và chọn nơi có giá hợp lý, bảo hành tốt.",
            "Đăng ký biển số, mở sổ theo dõi tài sản và giao xe cho bộ phận văn phòng quản lý.",
            "Xây dựng quy định sử dụng xe, có lệnh điều động và sổ nhật trình ghi rõ số ki-lô-mét đi công tác.",
            "Thanh lý các xe cũ theo đúng trình tự, nộp tiền thu được vào ngân sách xã.",
            "Định kỳ sáu tháng một lần kiểm tra tình trạng xe và quyết toán nhiên liệu theo định mức.",
        ),
        (
            "Ngân sách xã còn hạn hẹp, chưa thể bố trí đủ kinh phí để mua mới trong một lần.",
            "Giá xe trên thị trường tăng so với thời điểm lập dự toán nên phải điều chỉnh lại số lượng.",
            "Việc bảo dưỡng chưa được thực hiện đều đặn, sổ nhật trình còn ghi thiếu.",
        ),
        (
            ("Xe mô tô 110 phân khối", "chiếc", 1, 3, 17500),
            ("Lệ phí trước bạ và đăng ký", "chiếc", 1, 3, 1200),
            ("Mũ bảo hiểm", "cái", 2, 6, 180),
            ("Áo mưa công tác", "bộ", 2, 8, 150),
            ("Máy vi tính để bàn", "bộ", 1, 3, 9800),
            ("Tủ đựng tài liệu", "cái", 1, 4, 2600),
        ),
    ),
    Topic(
        "DC",
        "Tài nguyên - Môi trường",
        "Hồ sơ về việc quản lý đất đai, giao đất và cấp giấy chứng nhận quyền sử dụng đất xã {xa} năm {nam}",
        "01",
        (
            "quản lý và sử dụng đất công ích",
            "cấp giấy chứng nhận quyền sử dụng đất",
            "đo đạc, chỉnh lý bản đồ địa chính",
            "giải quyết tranh chấp đất đai",
        ),
        "đo đạc địa chính",
        (
            "Toàn xã có {so:900-2400} ha đất tự nhiên, trong đó đất sản xuất nông nghiệp là {so:500-880} ha, đất ở "
            "nông thôn là {so:60-140} ha.",
            "Đến ngày {ngay}, xã đã xét duyệt {so:120-680} hồ sơ, trong đó {so:80-118} hồ sơ còn vướng mắc về nguồn "
            "gốc sử dụng đất.",
            "Một số hộ tại {thon} tự ý chuyển đất trồng lúa sang làm nhà ở khi chưa được cấp có thẩm quyền cho phép.",
            "Bản đồ giải thửa lập trước đây đã cũ, nhiều thửa đã thay đổi ranh giới và chủ sử dụng.",
            "Hội đồng đăng ký đất đai xã đã họp {so:3-9} phiên, niêm yết công khai danh sách tại trụ sở trong 15 ngày.",
        ),
        (
            "Rà soát toàn bộ diện tích đất công ích, lập sổ theo dõi và hợp đồng thuê đất cho từng hộ.",
            "Kiểm tra thực địa, xác định lại ranh giới các thửa có đơn khiếu nại và lập biên bản có chữ ký các bên.",
            "Niêm yết công khai danh sách các hộ đủ điều kiện tại trụ sở và nhà văn hóa thôn.",
            "Phối hợp với cơ quan chuyên môn của huyện đo đạc bổ sung, chỉnh lý biến động trên bản đồ.",
            "Xử lý nghiêm các trường hợp lấn, chiếm đất; buộc khôi phục hiện trạng ban đầu.",
        ),
        (
            "Cán bộ địa chính còn thiếu, máy móc đo đạc phải đi mượn nên tiến độ chậm.",
            "Giấy tờ mua bán trước đây phần lớn viết tay, không có xác nhận của chính quyền.",
            "Một số hộ chưa thống nhất ranh giới nên phải hòa giải nhiều lần.",
        ),
        (
            ("Cột mốc bê tông", "cái", 20, 90, 45),
            ("In bản đồ địa chính", "tờ", 6, 30, 120),
            ("Công đo đạc ngoài thực địa", "công", 30, 120, 85),
            ("Sổ mục kê đất", "quyển", 2, 8, 60),
            ("Sổ địa chính", "quyển", 2, 8, 75),
        ),
    ),
    Topic(
        "YT",
        "Y tế",
        "Hồ sơ về công tác y tế, tiêm chủng và phòng, chống dịch bệnh xã {xa} năm {nam}",
        "04",
        (
            "tiêm chủng mở rộng cho trẻ em",
            "phòng, chống dịch sốt xuất huyết",
            "khám sức khỏe cho người cao tuổi",
            "sửa chữa Trạm Y tế xã",
        ),
        "cung cấp trang thiết bị Trạm Y tế",
        (
            "Trạm Y tế xã hiện có {so:4-7} cán bộ, trong đó có một bác sĩ, phục vụ {so:3200-9800} người dân.",
            "Từ đầu năm đến ngày {ngay}, toàn xã ghi nhận {so:4-36} ca mắc, tập trung ở {thon}, không có tử vong.",
            "Tỷ lệ trẻ dưới một tuổi được tiêm đủ các loại vắc-xin đạt {so:91-99} %, tăng so với năm {truoc}.",
            "Qua kiểm tra {so:120-600} hộ, còn {so:12-70} hộ có dụng cụ chứa nước đọng, có lăng quăng.",
            "Cơ sở nhà trạm xây dựng đã lâu, mái dột, phòng tiêm và phòng chờ chật hẹp.",
        ),
        (
            "Phân công cán bộ phụ trách từng thôn, lập danh sách trẻ trong độ tuổi và gửi giấy mời trước ba ngày.",
            "Phát động vệ sinh môi trường vào sáng thứ bảy hằng tuần, thu gom vật phế thải quanh nhà.",
            "Tuyên truyền trên đài truyền thanh xã mỗi ngày hai buổi về cách phòng bệnh.",
            "Chuẩn bị đủ cơ số thuốc, hóa chất và phương tiện để xử lý ổ dịch khi phát sinh.",
            "Báo cáo kết quả về cơ quan y tế cấp trên trước ngày 25 hằng tháng.",
        ),
        (
            "Một bộ phận nhân dân còn chủ quan, chưa tự giác diệt lăng quăng tại gia đình.",
            "Kinh phí bồi dưỡng cho cộng tác viên y tế thôn còn thấp.",
            "Tủ bảo quản vắc-xin đã cũ, khi mất điện phải gửi nhờ nơi khác.",
        ),
        (
            ("Tủ lạnh bảo quản vắc-xin", "cái", 1, 2, 8600),
            ("Phích vắc-xin", "cái", 2, 6, 450),
            ("Hóa chất diệt muỗi", "lít", 10, 60, 320),
            ("Giường khám bệnh", "cái", 1, 4, 2100),
            ("Tờ rơi tuyên truyền", "tờ", 500, 2000, 1),
            ("Bình phun tay", "cái", 2, 6, 780),
        ),
    ),
    Topic(
        "GD",
        "Giáo dục và Đào tạo",
        "Hồ sơ về việc xây dựng, sửa chữa trường học và công tác giáo dục xã {xa} năm {nam}",
        "03",
        (
            "sửa chữa phòng học trường tiểu học",
            "huy động trẻ em ra lớp đầu năm học",
            "phổ cập giáo dục trung học cơ sở",
            "xây dựng trường mầm non",
        ),
        "thi công sửa chữa phòng học",
        (
            "Xã có {so:2-4} trường học với {so:24-52} lớp và {so:640-1450} học sinh ở các cấp học.",
            "Dãy phòng học cấp bốn tại {thon} đã sử dụng nhiều năm, tường nứt, mái tôn gỉ thủng, không bảo đảm an toàn "
            "trong mùa mưa bão.",
            "Đầu năm học, tỷ lệ trẻ sáu tuổi vào lớp một đạt {so:97-99} %, còn {so:3-14} em chưa ra lớp do hoàn cảnh "
            "gia đình khó khăn.",
            "Nhân dân và phụ huynh học sinh đã đóng góp {tien:8-90} đồng cùng {so:80-420} ngày công.",
            "Bàn ghế học sinh còn thiếu {so:20-80} bộ, thiết bị thí nghiệm chỉ đáp ứng một phần yêu cầu.",
        ),
        (
            "Khảo sát, lập dự toán sửa chữa từng phòng học và hoàn thành trước ngày khai giảng.",
            "Vận động từng gia đình có con em bỏ học, hỗ trợ sách vở, quần áo cho các em khó khăn.",
            "Kiện toàn Ban chỉ đạo phổ cập giáo dục, phân công thành viên phụ trách thôn.",
            "Công khai các khoản thu, chi; nghiêm cấm thu ngoài quy định.",
            "Tổ chức nghiệm thu có đại diện ban giám hiệu và hội cha mẹ học sinh tham gia.",
        ),
        (
            "Vốn sửa chữa phân bổ chậm, vật liệu tăng giá nên phải chia thành nhiều đợt.",
            "Đường đến trường của học sinh thôn xa bị ngập trong mùa mưa.",
            "Số giáo viên tin học và ngoại ngữ còn thiếu so với định mức.",
        ),
        (
            ("Bàn ghế học sinh hai chỗ", "bộ", 15, 60, 850),
            ("Bảng chống lóa", "cái", 2, 10, 1150),
            ("Tôn lợp mái", "mét vuông", 80, 320, 95),
            ("Sơn tường", "thùng", 6, 24, 780),
            ("Công thợ", "công", 30, 110, 180),
            ("Quạt trần", "cái", 4, 16, 620),
        ),
    ),
    Topic(
        "NN",
        "Nông nghiệp và Phát triển nông thôn",
        "Hồ sơ về công tác phòng, chống lụt bão và tìm kiếm cứu nạn xã {xa} năm {nam}",
        "04",
        (
            "phòng, chống lụt bão và tìm kiếm cứu nạn",
            "tu sửa đê bao và kênh thủy lợi",
            "khắc phục hậu quả mưa lũ",
            "cứu trợ các hộ bị thiệt hại do thiên tai",
        ),
        "tu sửa đê bao, kênh thủy lợi",
        (
            "Đợt mưa lớn kéo dài từ ngày {ngay} làm ngập {so:40-320} ha lúa và hoa màu, {so:6-48} căn nhà bị tốc mái.",
            "Tuyến đê bao qua {thon} dài {so:2-9} km có nhiều đoạn bị sạt lở, cao trình thấp, dễ tràn khi nước lên.",
            "Ước tính tổng thiệt hại trên địa bàn là {tien:60-900} đồng, không có thiệt hại về người.",
            "Lực lượng xung kích của xã gồm {so:30-90} người, được trang bị {so:2-6} xuồng và {so:20-60} áo phao.",
            "Đã di dời {so:12-70} hộ ở vùng trũng thấp đến nơi an toàn trước khi bão vào.",
        ),
        (
            "Trực ban 24/24 giờ, nắm chắc diễn biến thời tiết và thông báo kịp thời đến từng thôn.",
            "Chuẩn bị theo phương châm bốn tại chỗ: chỉ huy, lực lượng, phương tiện và hậu cần tại chỗ.",
            "Kiểm tra các cống, đập, tuyến kênh xung yếu; phát dọn, khơi thông dòng chảy.",
            "Lập danh sách các hộ cần di dời, bố trí nơi ở tạm tại trường học và nhà văn hóa.",
            "Tổng hợp thiệt hại, phân bổ hàng cứu trợ công khai, đúng đối tượng.",
        ),
        (
            "Phương tiện cứu hộ còn thiếu và cũ, thông tin liên lạc có lúc bị gián đoạn.",
            "Một số hộ chủ quan, chậm gia cố nhà cửa trước mùa mưa bão.",
            "Kinh phí dự phòng của xã chưa đáp ứng yêu cầu khắc phục.",
        ),
        (
            ("Bao tải đựng cát", "cái", 500, 2500, 4),
            ("Cọc tràm", "cây", 120, 900, 22),
            ("Áo phao cứu sinh", "cái", 10, 60, 160),
            ("Xuồng nhôm", "chiếc", 1, 3, 12500),
            ("Gạo cứu trợ", "kg", 300, 2000, 12),
            ("Đèn pin", "cái", 10, 40, 95),
        ),
    ),
    Topic(
        "XD",
        "Công thương",
        "Hồ sơ về việc xây dựng, sửa chữa trụ sở làm việc Ủy ban nhân dân xã {xa} năm {nam}",
        "01",
        (
            "sửa chữa trụ sở làm việc",
            "xây dựng nhà văn hóa thôn",
            "trang bị bàn ghế hội trường",
            "nghiệm thu công trình trụ sở xã",
        ),
        "thi công sửa chữa trụ sở làm việc",
        (
            "Trụ sở hiện nay xây dựng đã lâu, diện tích {so:120-260} mét vuông, có {so:5-9} phòng làm việc chật hẹp.",
            "Bộ phận tiếp nhận và trả kết quả phải ngồi chung với phòng họp, chưa có chỗ ngồi chờ cho nhân dân.",
            "Kho lưu trữ bị thấm nước về mùa mưa, tài liệu có nguy cơ ẩm mốc.",
            "Dự toán công trình được lập với tổng mức {tien:180-950} đồng, thời gian thi công {so:60-150} ngày.",
            "Qua kiểm tra ngày {ngay}, khối lượng hoàn thành đạt {so:45-92} % so với hợp đồng.",
        ),
        (
            "Lập báo cáo kinh tế - kỹ thuật trình cơ quan có thẩm quyền thẩm định trước khi khởi công.",
            "Lựa chọn đơn vị thi công có đủ năng lực, giám sát chặt chẽ chất lượng vật liệu.",
            "Bố trí nơi làm việc tạm để việc tiếp dân không bị gián đoạn.",
            "Nghiệm thu từng hạng mục, lập biên bản và lưu hồ sơ hoàn công đầy đủ.",
            "Quyết toán công trình trong thời hạn 90 ngày kể từ ngày bàn giao.",
        ),
        (
            "Giá xi măng, sắt thép tăng làm chi phí vượt so với dự toán ban đầu.",
            "Mưa kéo dài làm chậm tiến độ các hạng mục ngoài trời.",
            "Vốn đối ứng của xã chưa huy động đủ theo kế hoạch.",
        ),
        (
            ("Xi măng", "tấn", 8, 40, 1350),
            ("Cát xây", "mét khối", 20, 90, 180),
            ("Gạch ống", "nghìn viên", 6, 30, 1050),
            ("Sắt tròn", "tấn", 1, 8, 14500),
            ("Cửa sắt kính", "mét vuông", 20, 70, 780),
            ("Công thợ chính", "công", 60, 220, 220),
        ),
    ),
    Topic(
        "GT",
        "Kinh tế và Hạ tầng",
        "Hồ sơ về việc làm đường giao thông nông thôn và vệ sinh môi trường xã {xa} năm {nam}",
        "01",
        (
            "làm đường giao thông nông thôn",
            "giữ gìn trật tự an toàn giao thông",
            "thu gom rác thải sinh hoạt",
            "cấp nước sạch cho nhân dân",
        ),
        "thi công đường giao thông nông thôn",
        (
            "Tuyến đường từ trung tâm xã đến {thon} dài {so:1-6} km, nền đất, mặt rộng 3 mét, mùa mưa rất khó đi.",
            "Theo phương châm Nhà nước và nhân dân cùng làm, các hộ hai bên đường đã hiến {so:400-3200} mét vuông đất.",
            "Tổng kinh phí thực hiện là {tien:150-980} đồng, trong đó nhân dân đóng góp {so:20-45} %.",
            "Toàn xã hiện có {so:55-92} % số hộ sử dụng nước hợp vệ sinh, còn lại dùng nước giếng đào và nước mưa.",
            "Trong quý vừa qua đã xảy ra {so:1-4} vụ va chạm giao thông, chủ yếu do phóng nhanh, vượt ẩu.",
        ),
        (
            "Họp dân bàn bạc dân chủ, thống nhất mức đóng góp và bầu ban giám sát cộng đồng.",
            "Cắm mốc lộ giới, vận động các hộ tự tháo dỡ vật kiến trúc lấn chiếm lòng, lề đường.",
            "Duy tu, bảo dưỡng các tuyến đường đã làm, trồng cây xanh hai bên.",
            "Tổ chức thu gom rác tập trung mỗi tuần hai lần, không để tồn đọng tại chợ.",
            "Công khai thu, chi tại nhà văn hóa thôn sau khi công trình hoàn thành.",
        ),
        (
            "Một số hộ nghèo chưa có khả năng đóng góp, cần được miễn, giảm.",
            "Xe chở vật liệu quá tải làm hư hỏng mặt đường mới hoàn thành.",
            "Việc giải phóng mặt bằng ở đoạn qua khu dân cư còn chậm.",
        ),
        (
            ("Đá dăm", "mét khối", 60, 320, 260),
            ("Xi măng", "tấn", 15, 70, 1350),
            ("Cát vàng", "mét khối", 40, 180, 210),
            ("Ca máy lu", "ca", 4, 18, 2400),
            ("Biển báo giao thông", "cái", 4, 16, 650),
            ("Công lao động", "công", 120, 640, 120),
        ),
    ),
    Topic(
        "VX",
        "Văn hóa - Thông tin",
        "Hồ sơ về công tác văn hóa, chính sách người có công và giảm nghèo xã {xa} năm {nam}",
        "05",
        (
            "thăm hỏi, tặng quà gia đình chính sách",
            "xây dựng nhà tình nghĩa",
            "rà soát hộ nghèo, hộ cận nghèo",
            "xây dựng gia đình văn hóa, thôn văn hóa",
        ),
        "xây dựng nhà tình nghĩa",
        (
            "Toàn xã có {so:40-160} gia đình chính sách, {so:8-30} thương binh và {so:2-9} Mẹ Việt Nam anh hùng.",
            "Kết quả rà soát đến ngày {ngay}, xã còn {so:60-240} hộ nghèo, giảm {so:12-48} hộ so với năm {truoc}.",
            "Quỹ đền ơn đáp nghĩa vận động được {tien:10-120} đồng, đạt {so:85-130} % kế hoạch.",
            "Đã có {so:78-96} % số hộ đăng ký xây dựng gia đình văn hóa, {so:4-10} thôn giữ vững danh hiệu.",
            "Nhà ở của một số gia đình tại {thon} đã xuống cấp, cần được hỗ trợ sửa chữa trước tết.",
        ),
        (
            "Lập danh sách đối tượng, bình xét công khai tại thôn và niêm yết kết quả.",
            "Tổ chức các đoàn thăm hỏi, tặng quà tận nhà trước ngày 27 tháng 7 và Tết Nguyên đán.",
            "Lồng ghép các nguồn vốn, hướng dẫn hộ nghèo cách làm ăn và cho vay vốn ưu đãi.",
            "Củng cố nhà văn hóa, tủ sách và đội văn nghệ của thôn.",
            "Kiểm tra, chấn chỉnh các hoạt động quảng cáo, dịch vụ văn hóa trên địa bàn.",
        ),
        (
            "Một số hộ còn trông chờ vào sự hỗ trợ của Nhà nước, chưa chủ động vươn lên.",
            "Hồ sơ gốc của một số đối tượng bị thất lạc nên việc xác nhận mất nhiều thời gian.",
            "Cơ sở vật chất phục vụ sinh hoạt văn hóa còn nghèo nàn.",
        ),
        (
            ("Quà tặng gia đình chính sách", "suất", 40, 160, 300),
            ("Hỗ trợ xây nhà tình nghĩa", "căn", 1, 5, 50000),
            ("Hỗ trợ sửa chữa nhà ở", "căn", 2, 9, 20000),
            ("Gạo hỗ trợ tết", "kg", 300, 1500, 13),
            ("Trang trí, khánh tiết", "đợt", 1, 4, 2500),
        ),
    ),
    Topic(
        "NC",
        "Nội vụ",
        "Hồ sơ về công tác văn phòng, cải cách hành chính và lưu trữ xã {xa} năm {nam}",
        "06",
        (
            "cải cách thủ tục hành chính",
            "chỉnh lý tài liệu lưu trữ",
            "tiếp công dân và giải quyết đơn thư",
            "tổ chức lấy ý kiến nhân dân về quy ước thôn",
        ),
        "chỉnh lý tài liệu lưu trữ",
        (
            "Trong sáu tháng, bộ phận một cửa tiếp nhận {so:320-1900} hồ sơ, giải quyết đúng hạn {so:93-99} %.",
            "Kho lưu trữ của xã có khoảng {so:18-60} mét giá tài liệu, trong đó mới chỉnh lý được {so:6-17} mét.",
            "Xã đã tiếp {so:30-140} lượt công dân, nhận {so:12-60} đơn, đã giải quyết {so:9-11} đơn thuộc thẩm quyền.",
            "Cán bộ văn thư kiêm nhiệm nhiều việc, tài liệu các năm trước để lẫn lộn trong tủ, chưa lập hồ sơ.",
            "Từ ngày {ngay}, xã niêm yết công khai toàn bộ thủ tục và mức phí, lệ phí tại nơi tiếp dân.",
        ),
        (
            "Lập danh mục hồ sơ hằng năm, giao cho từng cán bộ mở hồ sơ công việc được phân công.",
            "Thu thập tài liệu đến hạn nộp lưu, phân loại, xác định giá trị và viết bìa theo quy định.",
            "Bố trí lịch tiếp công dân vào thứ năm hằng tuần, mở sổ theo dõi đơn thư.",
            "Rút ngắn thời gian giải quyết thủ tục, bỏ các giấy tờ không cần thiết.",
            "Tập huấn nghiệp vụ văn thư, lưu trữ cho công chức xã và trưởng thôn.",
        ),
        (
            "Diện tích kho lưu trữ nhỏ, chưa có giá để tài liệu và máy hút ẩm.",
            "Trình độ sử dụng máy vi tính của một số cán bộ còn hạn chế.",
            "Một số vụ việc tồn đọng kéo dài do thiếu hồ sơ gốc.",
        ),
        (
            ("Giá để tài liệu", "cái", 2, 12, 2300),
            ("Hộp đựng hồ sơ", "cái", 60, 400, 28),
            ("Bìa hồ sơ", "tờ", 200, 1500, 3),
            ("Máy hút ẩm", "cái", 1, 2, 6800),
            ("Máy in", "cái", 1, 3, 4200),
            ("Công chỉnh lý tài liệu", "công", 20, 120, 165),
        ),
    ),
)
